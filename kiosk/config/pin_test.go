package config_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/diemcham/diemcham/kiosk/config"
)

// salt is a stand-in for randomness, the same each time.
func salt() *strings.Reader { return strings.NewReader("0123456789abcdef") }

func TestPIN(t *testing.T) {
	hash, err := config.HashPIN("246813", salt())
	if err != nil {
		t.Fatal(err)
	}
	if want := "$argon2id$v=19$m=65536,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"; !strings.HasPrefix(hash, want) {
		t.Errorf("got %s, want %s…", hash, want)
	}
	for pin, want := range map[string]bool{"246813": true, "246814": false, "": false, "2468130": false} {
		if got, err := config.CheckPIN(hash, pin); err != nil || got != want {
			t.Errorf("CheckPIN(%q) = %v, %v; want %v", pin, got, err, want)
		}
	}
	if _, err := config.Parse([]byte("[[staff]]\nname = 'A'\npin = '"+hash+"'"), "kiosk.toml"); err != nil {
		t.Errorf("the hash is refused in the settings: %v", err)
	}
}

// A hash made by Debian's argon2 program:
// printf 246813 | argon2 0123456789abcdef -id -t 3 -m 16 -p 1 -l 32 -e
func TestPINHashedElsewhere(t *testing.T) {
	const hash = "$argon2id$v=19$m=65536,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$XHG4rgFPznf+x5T3LAhf39TEzvVu5jwdJzkglmcahho"
	if ok, err := config.CheckPIN(hash, "246813"); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
}

func TestWeakPINs(t *testing.T) {
	for name, pin := range map[string]string{
		"one digit repeated": "000000",
		"counting up":        "123456",
		"counting up past 9": "678901",
		"counting down":      "987654",
		"eight counting up":  "12345678",
		"too short":          "24681",
		"too long":           "246813579",
		"letters":            "24681a",
		"wide digits":        "２４６８１３",
		"nothing":            "",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := config.HashPIN(pin, salt()); !errors.Is(err, config.ErrWeakPIN) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestNoSaltNoHash(t *testing.T) {
	broken := errors.New("no randomness")
	if hash, err := config.HashPIN("246813", iotest.ErrReader(broken)); !errors.Is(err, broken) || hash != "" {
		t.Errorf("got %q, %v", hash, err)
	}
	if hash, err := config.HashPIN("246813", bytes.NewReader(make([]byte, 15))); err == nil || hash != "" {
		t.Errorf("short salt: got %q, %v", hash, err)
	}
}

func TestHashesRefused(t *testing.T) {
	for name, hash := range map[string]string{
		"nothing":               "",
		"the PIN itself":        "246813",
		"another algorithm":     strings.Replace(pinHash, "argon2id", "argon2i", 1),
		"another version":       strings.Replace(pinHash, "v=19", "v=16", 1),
		"memory for a day":      strings.Replace(pinHash, "m=65536", "m=4294967295", 1),
		"memory for nothing":    strings.Replace(pinHash, "m=65536", "m=8", 1),
		"no rounds":             strings.Replace(pinHash, "t=3", "t=0", 1),
		"no threads":            strings.Replace(pinHash, "p=1", "p=0", 1),
		"something after it":    pinHash + " # mine",
		"key cut off":           pinHash[:len(pinHash)-32],
		"key missing":           pinHash[:strings.LastIndex(pinHash, "$")+1],
		"parameters with space": strings.Replace(pinHash, "m=65536,", "m=65536, ", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if ok, err := config.CheckPIN(hash, "246813"); ok || err == nil {
				t.Errorf("got %v, %v", ok, err)
			}
		})
	}
}
