package io.vacate.cli.terminal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The command line as it was typed. Java decodes arguments by the locale, and in the C locale it loses every character
 * beyond ASCII; names of VMs have such characters, so the bytes are read again as UTF-8 where Linux keeps them.
 */
public final class Arguments {
    private static final Path RAW = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /** Returns {@code arguments} without loss, if that can be had. */
    public static String[] decode(String[] arguments) {
        String encoding = System.getProperty("sun.jnu.encoding", "").toUpperCase(Locale.ROOT);
        if (encoding.equals("UTF-8") || arguments.length == 0) {
            return arguments;
        }
        try {
            return decode(arguments, Files.readAllBytes(RAW));
        } catch (IOException notLinux) {
            return arguments;
        }
    }

    /** Takes the last arguments of a command line of NUL-terminated strings. */
    static String[] decode(String[] arguments, byte[] commandLine) {
        List<byte[]> raw = split(commandLine);
        if (raw.size() < arguments.length) {
            return arguments;
        }
        String[] decoded = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            try {
                byte[] bytes = raw.get(raw.size() - arguments.length + i);
                decoded[i] = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException notUtf8) {
                return arguments;
            }
        }
        return decoded;
    }

    private static List<byte[]> split(byte[] commandLine) {
        List<byte[]> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                parts.add(Arrays.copyOfRange(commandLine, begin, i));
                begin = i + 1;
            }
        }
        return parts;
    }
}
