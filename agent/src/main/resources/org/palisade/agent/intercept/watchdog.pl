# Palisade's watchdog: kills the agent when it gives no sign of life, so that the kernel lets go of every process that waits for its answer.
#
# The agent writes a byte to standard input every second as long as its event thread turns, and each is answered by one on standard output, the first
# when all is ready. End of input: the agent ended, and so do we.
#
# Arguments: the agent's process id, ticks without a byte until the kill, seconds of a tick, number of the system call mlockall or 0.
# Ends with 0 when the agent ended, 1 after a kill, 2 if this system cannot do it.
#
# Once ready nothing is opened, loaded or forked: while the agent is stopped, an opening of ours would be held as well. Ticks are counted and no clock is
# read: a machine, or both of us, that was suspended for an hour costs one tick.
my ($agent, $ticks, $tick, $mlockall) = map { $_ + 0 } @ARGV;
my ($pidfd_open, $pidfd_send_signal, $kill, $name) = (434, 424, 9, 'palisade-watchdog');
my ($silent, $set, $found, $read, $bytes, $ready) = (0, '', 0, 0, "\0" x 512, '.');
my $last = "$name: the agent (process $agent) gave no sign of life for $ticks ticks of $tick s and was killed, so that nothing waits for it\n";

$0 = $name;
# A service that is stopped signals all of its processes; the agent may need us until it is through.
$SIG{$_} = 'IGNORE' for qw(HUP INT QUIT TERM PIPE USR1 USR2);
setpriority(0, 0, -10);
if (open(my $score, '>', '/proc/self/oom_score_adj')) {
    syswrite($score, '-900');
    close($score);
}

# Whoever gets the agent's number after it is not hit: this stands for the process. It is the agent's for certain, because the agent alone holds the other
# end of our input, and that end is seen to be open before each kill.
my $process = syscall($pidfd_open, $agent, 0);
if ($process < 0 || syscall($pidfd_send_signal, $process, 0, 0, 0) != 0) {
    syswrite(STDERR, "$name: there is no pidfd of process $agent (kernel 5.3 is needed)\n");
    exit 2;
}

# Current pages that are in use (MCL_CURRENT | MCL_ONFAULT); without the right to, they can be written out and are read back without an opening.
syscall($mlockall, 5) if $mlockall;
syswrite(STDERR, '');
syswrite(STDOUT, $ready);

while ($silent < $ticks) {
    vec($set, 0, 1) = 1;
    $found = select($set, undef, undef, $tick);
    if ($found > 0) {
        $read = sysread(STDIN, $bytes, 512);
        exit 0 unless $read;
        $silent = 0;
        syswrite(STDOUT, $ready);
    } elsif ($found == 0) {
        $silent++;
    } else {
        exit 2;
    }
}
syscall($pidfd_send_signal, $process, $kill, 0, 0);
syswrite(STDERR, $last);
exit 1;
