package screen

import (
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// SlipState is how far the slip of a screen has come.
type SlipState int

// The states of a slip.
const (
	SlipNone     SlipState = iota // not asked for
	SlipPrinting                  // on its way
	SlipTake                      // in the tray
	SlipLook                      // sent; whether it came out is for the resident to see
	SlipFailed                    // will not come out
)

// Slip is the slip a screen offers, and how far it has come.
type Slip struct {
	State   SlipState
	Can     bool   // it can be asked for (again)
	Why     string // why it cannot, on the button in place of what it would do; empty: there is no button
	OnPrint func()
}

// parts is what a screen shows of its slip: how far it has come, and a row of
// buttons with the one to print first. noneID is what to do if the slip will not
// come out, args what stands in that text.
func (p Slip) parts(e Env, printID, noneID string, others []touch.Part, args ...any) []touch.Part {
	parts := p.notice(e, noneID, args...)
	if p.Why != "" && p.State == SlipNone {
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: e.text(noneID, args...)})
	}
	var buttons flow
	switch {
	case p.Can:
		button := touch.Button{ID: "print", Label: e.text(printID), Icon: "printer", Kind: touch.Print, OnPress: p.OnPrint}
		if p.State != SlipNone {
			button.Label, button.Kind = e.text("print.again"), touch.Plain
		}
		buttons = append(buttons, button)
	case p.Why != "":
		buttons = append(buttons, p.stopped())
	}
	if buttons = append(buttons, others...); len(buttons) > 0 {
		parts = append(parts, buttons)
	}
	return parts
}

// stopped is the button that says why nothing can be printed.
func (p Slip) stopped() touch.Part {
	return touch.Button{ID: "print", Label: p.Why, Icon: "printer", Disabled: true}
}

// notice says how far the slip has come, if it was asked for.
func (p Slip) notice(e Env, noneID string, args ...any) (parts []touch.Part) {
	switch p.State {
	case SlipPrinting:
		parts = append(parts, touch.Notice{Icon: "printer", Tone: theme.Blue, Text: e.text("print.printing")})
	case SlipTake:
		parts = append(parts, touch.Notice{Tone: theme.Green, Text: e.text("print.take")})
	case SlipLook:
		parts = append(parts, touch.Notice{Icon: "printer", Tone: theme.Blue, Text: e.text("print.look")})
	case SlipFailed:
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: e.text(noneID, args...)})
	}
	return parts
}
