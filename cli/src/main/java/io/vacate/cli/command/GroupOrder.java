package io.vacate.cli.command;

import io.vacate.model.estimate.StartOrder;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * In which order several VMs move.
 *
 * @param name as users write it
 * @param order the same for the model
 */
record GroupOrder(String name, StartOrder order) {
    private static final Pattern SOME = Pattern.compile("k=([1-9]\\d{0,5})");

    /** Reads an order. */
    static final class Reader implements ITypeConverter<GroupOrder> {
        @Override
        public GroupOrder convert(String text) {
            String name = text.toLowerCase(Locale.ROOT);
            Matcher some = SOME.matcher(name);
            if (some.matches()) {
                return new GroupOrder(name, StartOrder.kParallel(Integer.parseInt(some.group(1))));
            }
            return switch (name) {
                case "sequential" -> new GroupOrder(name, StartOrder.sequential());
                case "parallel" -> new GroupOrder(name, StartOrder.parallel());
                default ->
                    throw new TypeConversionException("'%s' must be sequential, parallel or k=N".formatted(text));
            };
        }
    }
}
