/** Driver for simulated hosts in virtual time (scheme sim:). */
module io.vacate.sim {
    requires transitive io.vacate.api;
}
