package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var pictures = flag.Bool("pictures", false, "have the kiosk that packaging/build built draw the screens of a preview; takes minutes")

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[2] == checkCommand { // started by requests verify
		os.Exit(run(Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}, os.Args[1:]))
	}
	testscript.Main(m, map[string]func(){"kioskctl": main, "careless-install": carelessInstall})
}

// The commands are tested as a technician uses them: see the scripts.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			dir, err := os.Getwd()
			env.Setenv("CONTENT", dir+"/../../assets/content")
			env.Setenv("WARD", dir+"/../../packaging/ward")
			env.Setenv("ANSWERS", dir+"/../../packaging/setup.toml")
			if *pictures {
				env.Setenv("PATH", env.Getenv("PATH")+string(os.PathListSeparator)+filepath.Join(dir, "../../packaging/out/bin"))
			}
			return err
		},
	})
}
