package org.palisade.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;
import org.palisade.protocol.signed.UpdateManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Update packages, from their issuer's side. Needs no server: it is for a machine without a network. */
@Command(name = "update-bundle", mixinStandardHelpOptions = true, description = "Makes, signs and checks repositories of update packages.",
        subcommands = {UpdateBundleCommand.KeyGen.class, UpdateBundleCommand.Sign.class, UpdateBundleCommand.Renew.class, UpdateBundleCommand.Verify.class})
final class UpdateBundleCommand {

    /** Which repository it is about, and which of its channels. */
    static final class Channel {

        @Option(names = "--repository", required = true, paramLabel = "DIR", description = "the repository; \"sign\" makes it if it is missing")
        private Path repository;
        @Option(names = "--channel", defaultValue = "stable", description = "channel (default ${DEFAULT-VALUE})")
        private String name;

        UpdateRepository open() throws IOException {
            return new UpdateRepository(repository, name);
        }
    }

    /** What the index is signed with, and for how long. */
    static final class Signing {

        @Option(names = "--days", defaultValue = "30", description = "days until the index expires (default ${DEFAULT-VALUE})")
        private int days;
        @Option(names = "--key", required = true, paramLabel = "FILE.key", description = "the release key; FILE.pem stands beside it")
        private Path key;

        Duration validity() {
            return Duration.ofDays(days);
        }

        TrustedKeys trusted() throws IOException {
            return TrustedKeys.read(ReleaseKey.shown(key));
        }
    }

    /** A new release key. */
    @Command(name = "keygen", mixinStandardHelpOptions = true, description = "Makes a release key: FILE.key stays offline, FILE.pem goes to every Protection Server.")
    static final class KeyGen implements Callable<Integer> {

        @Option(names = "--key", required = true, paramLabel = "FILE.key", description = "where to put the private half; the public one goes beside it as FILE.pem")
        private Path key;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            say(spec, "release key " + ReleaseKey.create(key).id() + ": give " + ReleaseKey.shown(key) + " to Protection Servers, keep " + key + " offline");
            return 0;
        }
    }

    /** A new package. */
    @Command(name = "sign", mixinStandardHelpOptions = true, description = "Adds a package to a repository and signs it and the index.")
    static final class Sign implements Callable<Integer> {

        @Mixin
        private Channel channel;
        @Option(names = "--content", required = true, paramLabel = "DIR", description = "folder whose files the package brings; those with a leading dot are left out")
        private Path content;
        @Option(names = "--kind", defaultValue = "DATABASES", description = "databases or modules (default databases)")
        private UpdateKind kind;
        @Option(names = "--package-version", paramLabel = "TEXT", description = "version, for people (default: date and time)")
        private Optional<String> version;
        @Option(names = "--minimum-program", defaultValue = "0.1.0", description = "lowest version of the program that can use it (default ${DEFAULT-VALUE})")
        private String minimum;
        @Mixin
        private Signing signing;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            Instant now = Main.clock().instant().truncatedTo(ChronoUnit.SECONDS);
            try {
                UpdateManifest manifest = channel.open().add(kind, content,
                        version.orElse(now.toString().replaceAll("[^0-9]", "")), minimum, now, signing.validity(), ReleaseKey.read(signing.key), signing.trusted());
                say(spec, kind.word() + " " + manifest.version() + ", sequence " + manifest.sequence() + ", " + manifest.files().size() + " files, " + manifest.size() + " bytes");
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
            return 0;
        }
    }

    /** The index anew. */
    @Command(name = "renew", mixinStandardHelpOptions = true, description = "Signs the index anew, so that it expires later; the packages stay.")
    static final class Renew implements Callable<Integer> {

        @Mixin
        private Channel channel;
        @Mixin
        private Signing signing;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            channel.open().renew(Main.clock().instant().truncatedTo(ChronoUnit.SECONDS), signing.validity(), ReleaseKey.read(signing.key), signing.trusted());
            say(spec, "the index of " + channel.name + " is good for " + signing.days + " days");
            return 0;
        }
    }

    /** A check of everything. */
    @Command(name = "verify", mixinStandardHelpOptions = true, description = "Checks a repository as a Protection Server would.")
    static final class Verify implements Callable<Integer> {

        @Mixin
        private Channel channel;
        @Option(names = "--keys", required = true, paramLabel = "FILE|DIR", description = "public release keys, .pem")
        private Path keys;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            TrustedKeys trusted = TrustedKeys.read(keys);
            UpdateRepository repository = channel.open();
            UpdateIndex index = repository.index(trusted);
            for (UpdateManifest manifest : repository.verify(trusted)) {
                say(spec, manifest.kind().word() + " " + manifest.version() + ", sequence " + manifest.sequence() + ", created " + manifest.created() + ", "
                        + manifest.files().size() + " files, " + manifest.size() + " bytes: good");
            }
            if (!Main.clock().instant().isBefore(index.expires())) {
                throw new IOException("the index has expired at " + index.expires() + "; sign it anew with \"update-bundle renew\"");
            }
            say(spec, "the index is good until " + index.expires());
            return 0;
        }
    }

    private static void say(CommandSpec spec, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
