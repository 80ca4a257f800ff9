package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// packKey makes the pair of keys that packs are signed with.
func packKey(env Env, args []string) error {
	if len(args) == 0 || args[0] != "new" {
		return usageError{"pack key needs new"}
	}
	set := newPackFlags("key new")
	passwordFile := set.String("password-file", "", "")
	others, err := packFlags("key new", set, args[1:], "a name, such as viet-hung: the files are called NAME.key and NAME.pub")
	if err != nil {
		return err
	}
	secretFile, publicFile := others[0]+".key", others[0]+".pub"
	for _, file := range []string{secretFile, publicFile} {
		if _, err := os.Lstat(file); err == nil {
			return fmt.Errorf("%s is there already; packs may be signed with it, so it is left alone: choose another name", file)
		}
	}
	password, err := askPassword(env, *passwordFile, true)
	if err != nil {
		return err
	}
	public, secret, err := pack.NewKey(password, rand.Reader)
	if err != nil {
		return err
	}
	if err := writeNew(secretFile, append(secret, '\n'), 0o600); err != nil {
		return err
	}
	text := "untrusted comment: minisign public key of Điểm Chạm content packs\n" + public + "\n"
	if err := writeNew(publicFile, []byte(text), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s: keep it secret, and a copy of it in a safe place\n%s: the other half, for kiosk.toml of each kiosk:\nkeys = [%q]\n", secretFile, publicFile, public)
	return nil
}

func writeNew(file string, data []byte, mode os.FileMode) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// packSign signs a pack, or puts in a signature that minisign made.
func packSign(env Env, args []string) error {
	set := newPackFlags("sign")
	key, passwordFile := set.String("key", "", ""), set.String("password-file", "", "")
	signature, pub := set.String("signature", "", ""), set.String("pub", "", "")
	others, err := packFlags("sign", set, args, "a pack")
	if err != nil {
		return err
	}
	var m pack.Manifest
	switch {
	case *key != "" && *signature == "":
		password, err := askPassword(env, *passwordFile, false)
		if err != nil {
			return err
		}
		if m, err = pack.Sign(others[0], *key, password, time.Now()); err != nil {
			return err
		}
	case *signature != "" && *key == "" && *pub != "":
		keys, err := publicKeys(*pub)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(*signature)
		if err != nil {
			return err
		}
		if m, err = pack.AddSignature(others[0], text, keys); err != nil {
			return fmt.Errorf("%s: %w", *signature, err)
		}
	default:
		return usageError{"pack sign needs --key, or --signature and --pub"}
	}
	fmt.Fprintf(env.Stdout, "%s: version %d of %s is signed\n", others[0], m.Version, m.Ward)
	return nil
}

// packVerify tells whether a pack is whole and signed by somebody who is known.
func packVerify(env Env, args []string) error {
	set := newPackFlags("verify")
	pub, configFile := set.String("pub", "", ""), set.String("config", "", "")
	others, err := packFlags("verify", set, args, "a pack")
	if err != nil {
		return err
	}
	var keys []pack.Key
	switch {
	case *pub != "" && *configFile == "":
		keys, err = publicKeys(*pub)
	case *configFile != "" && *pub == "":
		var settings packSettings
		if settings, err = readPackSettings(*configFile); err == nil {
			keys, err = publicKeys(settings.Keys...)
		}
	default:
		return usageError{"pack verify needs --pub or --config"}
	}
	if err != nil {
		return err
	}
	m, err := pack.Verify(others[0], keys)
	if err != nil {
		return refusal(env, others[0], err)
	}
	fmt.Fprintf(env.Stdout, "%s: whole and signed; version %d of %s, %d files\n", others[0], m.Version, m.Ward, len(m.Files))
	return nil
}

// publicKeys reads keys, each the line that begins with RW or the name of a file
// with it.
func publicKeys(all ...string) (keys []pack.Key, err error) {
	for _, text := range all {
		if data, err := os.ReadFile(text); err == nil {
			text = string(data)
		}
		key, err := pack.ParseKey(text)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// askPassword reads the first line of a file, or asks for the password: without
// showing it on a terminal, else from the first line of standard input.
func askPassword(env Env, file string, twice bool) (string, error) {
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return firstLine(f)
	}
	in, isFile := env.Stdin.(*os.File)
	if !isFile || !term.IsTerminal(int(in.Fd())) {
		return firstLine(env.Stdin)
	}
	ask := func(prompt string) (string, error) {
		fmt.Fprint(env.Stderr, prompt)
		password, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(env.Stderr)
		return string(password), err
	}
	password, err := ask("Password of the key: ")
	if err != nil || !twice {
		return password, err
	}
	again, err := ask("Once more: ")
	if err == nil && again != password {
		err = errors.New("the two passwords differ; nothing was made")
	}
	return password, err
}

func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil && line == "" {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
