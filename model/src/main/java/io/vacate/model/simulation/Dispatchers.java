package io.vacate.model.simulation;

import io.vacate.model.estimate.StartOrder;

/** Makes the state that one run keeps of its order. */
final class Dispatchers {
    private Dispatchers() {}

    static Dispatcher of(StartOrder order, CompiledJobs jobs) {
        if (order instanceof StartOrder.AtMost most) {
            return new QueueDispatcher(jobs.size(), most.k());
        }
        if (order instanceof StartOrder.After after) {
            return new PrecedenceDispatcher(jobs.size(), after.predecessors());
        }
        if (order instanceof StartOrder.At at) {
            return new ClockDispatcher(at.seconds());
        }
        return new RoomDispatcher(jobs, ((StartOrder.WhenRoom) order).memory());
    }
}
