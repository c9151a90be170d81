package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.shell.jline3.PicocliJLineCompleter;

/**
 * A shell whose commands are those of the tool, each on the data directory of the shell unless it names another one. On
 * a terminal it completes and remembers lines; elsewhere it reads commands from its input and prints no more than they
 * do.
 */
@Command(name = "console", description = "Opens a shell with all other commands on one data directory.")
final class ConsoleCommand implements Callable<Integer> {
    private static final String PROMPT = "tocsin> ";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            defaultValue = "${sys:user.home}/.tocsin_history",
            description = "Where a terminal's lines are kept (if left out: .tocsin_history at home).")
    private Path history;

    private final DefaultParser parser = new DefaultParser();
    private final Exit exit = new Exit();
    private CommandLine commands;

    @Command(name = "exit", description = "Leaves the console, as Ctrl-D does.")
    private static final class Exit implements Runnable {
        private boolean isAsked;

        @Override
        public void run() {
            isAsked = true;
        }
    }

    @Override
    public Integer call() {
        String path = data.path().toString();
        commands =
                Main.commandLine(spec.commandLine().getOut(), spec.commandLine().getErr());
        commands.getCommandSpec().removeSubcommand("console");
        commands.addSubcommand(new CommandLine.HelpCommand()).addSubcommand(exit);
        commands.setDefaultValueProvider(argument -> isData(argument) ? path : null);
        try (Terminal terminal = terminal()) {
            return terminal == null ? runLines() : converse(terminal, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isData(ArgSpec argument) {
        return argument instanceof OptionSpec option && option.longestName().equals("--data");
    }

    /** Null where nobody sits at one. */
    private static Terminal terminal() {
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .encoding(UTF_8)
                    .dumb(false)
                    .build();
        } catch (IOException | IllegalStateException noTerminal) {
            return null;
        }
    }

    private int converse(Terminal terminal, String path) {
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(parser)
                .completer(new PicocliJLineCompleter(commands.getCommandSpec()))
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .variable(LineReader.HISTORY_FILE, history)
                .build();
        spec.commandLine().getOut().println("On " + path + ". TAB completes, help lists the commands, exit leaves.");
        while (!exit.isAsked) {
            spec.commandLine().getOut().flush();
            try {
                run(reader.readLine(PROMPT));
            } catch (UserInterruptException lineDropped) {
                // Ctrl-C gives up the line, not the console.
            } catch (EndOfFileException left) {
                return 0;
            }
        }
        return 0;
    }

    /** Returns the worst exit code, for scripts. */
    private int runLines() throws IOException {
        int worst = 0;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = lines.readLine(); line != null && !exit.isAsked; line = lines.readLine()) {
            worst = Math.max(worst, run(line));
        }
        return worst;
    }

    private int run(String line) {
        if (line.isBlank()) {
            return 0;
        }
        String[] words = parser.parse(line, line.length(), ParseContext.ACCEPT_LINE).words().stream()
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
        int exitCode = Main.execute(commands, words);
        spec.commandLine().getOut().flush();
        spec.commandLine().getErr().flush();
        return exitCode;
    }
}
