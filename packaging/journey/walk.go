package main

import "fmt"

// The walks are what a resident or a member of staff does at the kiosk, touch by
// touch. Each begins and ends where its comment says. album is called on every
// screen that is worth a look.

// album takes in a screen under a name.
type album func(name string) error

// wake goes from the attract screen to home.
func wake(w *window, show album) error {
	if err := w.screen("attract"); err != nil {
		return err
	}
	// The outline is there before the window is, which a busy machine takes its time for.
	if err := await(w.ctx, "the window", func() (bool, error) {
		colour, err := w.display.colour(4, 400)
		return colour != "#000000", err
	}); err != nil {
		return err
	}
	if err := show("attract"); err != nil {
		return err
	}
	if err := w.tapTo("wake", "home"); err != nil {
		return err
	}
	return show("home")
}

// learn goes from home through the first lesson to its end and home again. It
// returns how many steps there were.
func learn(w *window, show album) (steps int, err error) {
	if err := w.tapTo("home.lessons", "lessons"); err != nil {
		return 0, err
	}
	if err := show("lessons"); err != nil {
		return 0, err
	}
	lessons := w.now.ids("lesson.")
	if len(lessons) == 0 {
		return 0, fmt.Errorf("the list of lessons is empty: %v", w.now.ids(""))
	}
	if err := w.tapTo(lessons[0], "prepare"); err != nil {
		return 0, err
	}
	if err := show("prepare"); err != nil {
		return 0, err
	}
	if err := w.tapTo("next", "step"); err != nil {
		return 0, err
	}
	for steps = 1; w.now.Screen == "step"; steps++ {
		if err := show(fmt.Sprintf("step-%d", steps)); err != nil {
			return steps, err
		}
		if err := w.tapTo("next", "step", "finished"); err != nil {
			return steps, err
		}
	}
	if err := show("finished"); err != nil {
		return steps, err
	}
	return steps - 1, w.tapTo("next", "home")
}

// readService goes from home to the page of a service, by way of its group.
func readService(w *window, chosen service, show album) error {
	if err := w.tapTo("home.services", "services"); err != nil {
		return err
	}
	if err := show("services"); err != nil {
		return err
	}
	if err := openRow(w, "group."+chosen.Group, "service-group"); err != nil {
		return err
	}
	if err := show("service-group"); err != nil {
		return err
	}
	if err := openRow(w, "service."+chosen.ID, "service"); err != nil {
		return err
	}
	return show("service")
}

// search goes from home to what the keyboard on the screen finds when those targets are
// touched.
func search(w *window, ids []string, show album) error {
	if err := w.tapTo("home.services", "services"); err != nil {
		return err
	}
	if err := w.tapTo("search", "search"); err != nil {
		return err
	}
	if err := w.press(ids...); err != nil {
		return err
	}
	if err := show("search"); err != nil {
		return err
	}
	if err := w.tapTo("key.done", "results"); err != nil {
		return err
	}
	return show("results")
}

// openRow turns the pages of a list to a row and taps it, which leads to screen.
func openRow(w *window, id, screen string) error {
	list := w.now.Screen
	for !shows(id)(w.now) {
		if !shows("page.next")(w.now) {
			return fmt.Errorf("%s is not in the list of %s", id, list)
		}
		if err := w.tapTo("page.next", list); err != nil {
			return err
		}
	}
	return w.tapTo(id, screen)
}

// askForCall goes from any screen to the ticket of a request to be called back.
func askForCall(w *window, phone string, show album) error {
	if err := w.tapTo("help", "help-topic"); err != nil {
		return err
	}
	if err := show("help-topic"); err != nil {
		return err
	}
	topic := "topic.here"
	if _, ok := w.now.target(topic); !ok {
		topics := w.now.ids("topic.")
		if len(topics) == 0 {
			return fmt.Errorf("help is offered with nothing: %v", w.now.ids(""))
		}
		topic = topics[0]
	}
	if err := w.tapTo(topic, "help-how"); err != nil {
		return err
	}
	if err := show("help-how"); err != nil {
		return err
	}
	if err := w.tapTo("how.call", "help-phone"); err != nil {
		return err
	}
	if err := w.press(keys("key.", phone)...); err != nil {
		return err
	}
	if err := show("help-phone"); err != nil {
		return err
	}
	if err := w.tapTo("next", "help-consent"); err != nil {
		return err
	}
	if err := show("help-consent"); err != nil {
		return err
	}
	if err := w.tapTo("consent", "help-consent"); err != nil {
		return err
	}
	if err := w.tapTo("next", "help-ticket"); err != nil {
		return err
	}
	return show("help-ticket")
}

// askToWait goes from home through a request of somebody who waits here, and home
// again.
func askToWait(w *window) error {
	if err := w.tapTo("home.help", "help-topic"); err != nil {
		return err
	}
	if err := w.tapTo(w.now.ids("topic.")[0], "help-how"); err != nil {
		return err
	}
	if err := w.tapTo("how.wait", "help-ticket"); err != nil {
		return err
	}
	return w.tapTo("next", "home")
}

// openStaff goes from any resident's screen to the queue of staff mode.
func openStaff(w *window, pin string, show album) error {
	if err := typePIN(w, pin, show); err != nil {
		return err
	}
	if err := w.tapTo("pin.enter", "staff-queue"); err != nil {
		return err
	}
	return show("staff-queue")
}

// typePIN goes from any resident's screen to staff mode and types a PIN.
func typePIN(w *window, pin string, show album) error {
	for range 6 {
		if err := w.tap("top.mark"); err != nil {
			return err
		}
	}
	if err := w.tapTo("top.mark", "staff-pin"); err != nil {
		return err
	}
	if err := show("staff-pin"); err != nil {
		return err
	}
	return w.press(keys("pin.key.", pin)...)
}

// help takes the request with that code in staff mode and marks it done.
func help(w *window, code string, show album) error {
	// The queue comes up empty and is read from the disk then.
	if err := w.until("the queue", func(o outline) bool { return len(o.ids("staff.request.")) > 0 }); err != nil {
		return err
	}
	if err := findRequest(w, code); err != nil {
		return err
	}
	if err := w.tap("staff.request." + code); err != nil {
		return err
	}
	if err := w.until("request "+code+" to be looked at", shows("staff.take")); err != nil {
		return err
	}
	if err := w.tap("staff.take"); err != nil {
		return err
	}
	if err := w.until("request "+code+" to be taken", shows("staff.done")); err != nil {
		return err
	}
	if err := show("staff-taken"); err != nil {
		return err
	}
	if err := w.tap("staff.done"); err != nil {
		return err
	}
	done := func(o outline) bool { return !shows("staff.done")(o) }
	if err := w.until("request "+code+" to be done", done); err != nil {
		return err
	}
	return show("staff-done")
}

// findRequest turns the pages of the queue to the one with that request. Many may
// wait before it, from earlier walks in the same folder.
func findRequest(w *window, code string) error {
	for !shows("staff.request." + code)(w.now) {
		if !shows("page.next")(w.now) {
			return fmt.Errorf("request %s is not in the queue, which ends with %v", code, w.now.ids("staff.request."))
		}
		if err := w.tapTo("page.next", "staff-queue"); err != nil {
			return err
		}
	}
	return nil
}

// shows pleases when the target is on the screen.
func shows(id string) func(outline) bool {
	return func(o outline) bool {
		_, ok := o.target(id)
		return ok
	}
}
