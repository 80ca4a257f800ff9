package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kioskctl": main})
}

// The commands are tested as a technician uses them: see the scripts.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			dir, err := os.Getwd()
			env.Setenv("CONTENT", dir+"/../../assets/content")
			env.Setenv("WARD", dir+"/../../packaging/ward")
			return err
		},
	})
}
