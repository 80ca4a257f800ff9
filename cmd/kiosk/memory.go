package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// keepMemory has the system write no file of this program's memory when it dies, and
// let no other program look into it: a resident's number may still be there.
func keepMemory() error {
	return errors.Join(
		unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}),
		unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0), // the limit does not hold for cores that go to a program
	)
}
