package main

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/diemcham/diemcham/kiosk/config"
)

// pinCommand reads a PIN from the first line of standard input, so that it never
// stands in a list of processes or a shell's history.
func pinCommand(env Env, args []string) error {
	if len(args) != 0 {
		return usageError{"the PIN is read from standard input, not from the command line"}
	}
	fmt.Fprintln(env.Stderr, "Type the PIN (6 to 8 digits), then Enter:")
	line, err := bufio.NewReader(env.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return fmt.Errorf("read PIN: %w", err)
	}
	hash, err := config.HashPIN(strings.TrimSpace(line), rand.Reader)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "pin = %q\n", hash)
	return nil
}
