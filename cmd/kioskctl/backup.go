package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/backup"
)

const (
	backupUsage  = "backup FILE --config FILE [--data DIR] [--to age1… | --passphrase]"
	restoreUsage = "restore FILE --config FILE [--data DIR] (--key FILE | --passphrase) [--replace]"
)

// backupCommand keeps what this kiosk knows in one file, sealed for the ward unless
// another key or a passphrase is given.
func backupCommand(env Env, args []string) error {
	set := flag.NewFlagSet("backup", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	file, data := set.String("config", "", ""), set.String("data", config.DefaultData, "")
	to, phrase := set.String("to", "", ""), set.Bool("passphrase", false, "")
	rest, err := parseMixed(set, args)
	switch {
	case err != nil:
		return usageError{"backup: " + err.Error()}
	case len(rest) != 1:
		return usageError{"backup needs the name of one file to be made"}
	case *file == "":
		return usageError{"backup needs --config, such as /etc/diemcham/kiosk.toml"}
	case *to != "" && *phrase:
		return usageError{"backup: --to or --passphrase, not both"}
	}
	s, err := loadSite(*file, *data)
	if err != nil {
		return err
	}
	var recipient age.Recipient
	switch {
	case *phrase:
		words, err := newPassphrase(env)
		if err != nil {
			return err
		}
		recipient, err = age.NewScryptRecipient(words)
		if err != nil {
			return err
		}
	default:
		key := *to
		if key == "" {
			if key = s.Hub.Recipient; key == "" {
				return errors.New("this kiosk has no key of a ward to seal a backup for: give one with --to, or --passphrase")
			}
		}
		if recipient, err = age.ParseX25519Recipient(key); err != nil {
			return fmt.Errorf("--to: %q is not a public key; copy the whole line that begins with age1", key)
		}
	}
	if err := writeBackup(rest[0], recipient, backup.About{Kiosk: s.Kiosk.ID, At: time.Now().UTC()}, *data, *file); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s keeps %s\n", rest[0], s.Kiosk.ID)
	return nil
}

// writeBackup makes the file when all of it is there, and never in place of another.
func writeBackup(name string, to age.Recipient, about backup.About, data, settings string) error {
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already; name another file", name)
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".backup-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	err = backup.Write(temp, []age.Recipient{to}, about, data, settings)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}

// restoreCommand brings a backup back.
func restoreCommand(env Env, args []string) error {
	set := flag.NewFlagSet("restore", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	file, data := set.String("config", "", ""), set.String("data", config.DefaultData, "")
	key, phrase, replace := set.String("key", "", ""), set.Bool("passphrase", false, ""), set.Bool("replace", false, "")
	rest, err := parseMixed(set, args)
	switch {
	case err != nil:
		return usageError{"restore: " + err.Error()}
	case len(rest) != 1:
		return usageError{"restore needs one file that kioskctl backup made"}
	case *file == "":
		return usageError{"restore needs --config, such as /etc/diemcham/kiosk.toml: the settings go there"}
	case (*key == "") == !*phrase:
		return usageError{"restore needs --key, the ward's file identity.txt, or --passphrase"}
	}
	if err := needData(*data); err != nil {
		return err
	}
	there, err := backup.InUse(*data)
	if err != nil {
		return err
	}
	if len(there) > 0 && !*replace {
		return fmt.Errorf("%s holds %s already; nothing is changed; to put the backup in their place and lose them, add --replace", *data, strings.Join(there, ", "))
	}
	if err := store.Free(*data); err != nil {
		return fmt.Errorf("%w; nothing is changed; stop the kiosk first: systemctl stop diemcham-kiosk", err)
	}
	identities, err := restoreKeys(env, *key)
	if err != nil {
		return err
	}
	sealed, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer sealed.Close()
	u, err := backup.Read(sealed, identities, *data)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing is changed", rest[0], err)
	}
	defer u.Close()
	settings, err := checkRestored(u)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing is changed", rest[0], err)
	}
	if err := u.Restore(*data, time.Now(), vietnam()); err != nil {
		return err
	}
	if err := replaceSettings(*file, settings); err != nil {
		return fmt.Errorf("the data is restored, the settings are not: %w", err)
	}
	// The machine of before may be enrolled still: this one has no key until it is anew.
	site, said, err := config.LoadSite(*data)
	if err == nil && said && (site.Enrolled != "" || site.Code != "") {
		site.Enrolled, site.Code = "", ""
		err = config.SaveSite(*data, site)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s is restored as it was on %s\n", u.Kiosk, local(&u.At))
	fmt.Fprintf(env.Stdout, "numbers go on well above the last one; the hub does not know this machine yet: at the ward, diemcham-hub enrol %s, then here, kioskctl enrol CODE --config %s\n", u.Kiosk, *file)
	fmt.Fprintln(env.Stdout, "do not switch the machine of before on again: enrolling this one shuts it out")
	return nil
}

// checkRestored sees that the kiosk could be used with what was unpacked.
func checkRestored(u *backup.Unpacked) (settings []byte, err error) {
	settings, err = u.Settings()
	if err != nil {
		return nil, err
	}
	if _, err := config.Parse(settings, "kiosk.toml"); err != nil {
		return nil, err
	}
	site, err := u.Site()
	if err == nil && site != nil {
		_, err = config.ParseSite(site, config.SiteFile)
	}
	return settings, err
}

// replaceSettings keeps the settings of before beside those restored, if they differ.
func replaceSettings(file string, settings []byte) error {
	was, err := os.ReadFile(file)
	switch {
	case err == nil && bytes.Equal(was, settings):
		return nil
	case err == nil:
		if err := os.WriteFile(file+".before-restore", was, 0o644); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(file), ".kiosk-")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(settings)
	if err := errors.Join(err, temp.Chmod(0o644), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}

func restoreKeys(env Env, file string) ([]age.Identity, error) {
	if file == "" {
		words, err := newAsker(env).line("Passphrase: ", true)
		if err != nil {
			return nil, err
		}
		identity, err := age.NewScryptIdentity(words)
		if err != nil {
			return nil, err
		}
		return []age.Identity{identity}, nil
	}
	text, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	identities, err := age.ParseIdentities(text)
	if err != nil {
		return nil, fmt.Errorf("--key: %s holds no key that opens a backup; it has a line that begins with AGE-SECRET-KEY-1", file)
	}
	return identities, nil
}

// newPassphrase asks twice on a terminal, where nobody sees what they type.
func newPassphrase(env Env) (string, error) {
	ask := newAsker(env)
	words, err := ask.line("New passphrase, of four words or more: ", true)
	if err != nil {
		return "", err
	}
	if len([]rune(words)) < 16 {
		return "", errors.New("a passphrase has 16 letters or more; four words chosen by chance are good")
	}
	if ask.terminal >= 0 {
		again, err := ask.line("Once more: ", true)
		if err != nil {
			return "", err
		}
		if again != words {
			return "", errors.New("the two passphrases differ; nothing was made")
		}
	}
	return words, nil
}
