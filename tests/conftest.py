"""What every test may rely on."""

import signal

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would each program they start and stop.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
