package diagnostics

import (
	"fmt"
	"slices"
	"time"
)

// Code names a trouble, such as "disk.full". Its texts in the catalogue, the log and
// what kioskctl prints all have it.
type Code string

// Kind is what is known of a trouble beforehand.
type Kind struct {
	Severity Severity
	Visible  time.Duration // how long it stands before it is shown
}

// kinds lists every trouble. What a person can see and mend at once is shown at
// once; what comes and goes by itself is given the time to.
func kinds() map[Code]Kind {
	const once, twice = 0, time.Minute
	return map[Code]Kind{
		"check.late": {Amber, twice},

		"kiosk.stopped":     {Amber, once}, // on purpose, perhaps
		"kiosk.stuck":       {Red, once},
		"settings.unusable": {Red, once},
		"settings.aside":    {Amber, once},

		"printer.paper-out":  {Red, once},
		"printer.paper-low":  {Amber, once},
		"printer.cover-open": {Red, twice}, // somebody may be changing the roll
		"printer.jam":        {Red, once},
		"printer.toner":      {Red, once},
		"printer.cutter":     {Red, once},
		"printer.head-hot":   {Amber, twice},
		"printer.offline":    {Red, twice},
		"printer.unplugged":  {Red, twice},
		"printer.no-answer":  {Red, twice},
		"printer.disk-full":  {Red, once},

		"scanner.missing": {Amber, twice},

		"sound.no-voice":   {Amber, once},
		"sound.no-player":  {Amber, once},
		"sound.no-card":    {Red, twice}, // who cannot read has nothing else
		"sound.card-busy":  {Red, twice},
		"sound.stuck":      {Red, twice},
		"sound.clips-only": {Amber, once},
		"sound.unknown":    {Amber, twice},

		"hub.away":   {Amber, 10 * time.Minute},
		"hub.lost":   {Red, once}, // away for more than a day
		"hub.faulty": {Amber, 10 * time.Minute},

		"upload.refused":  {Red, once},
		"upload.stranger": {Red, 5 * time.Minute},
		"upload.local":    {Red, once},
		"queue.long":      {Amber, 10 * time.Minute},
		"queue.aside":     {Amber, once},

		"clock.unset": {Red, once}, // 1970, or before this program was made
		"clock.off":   {Amber, twice},
		"clock.wrong": {Red, twice}, // so far off that waiting times and days are wrong

		"disk.low":        {Amber, once},
		"disk.full":       {Red, once},
		"disk.slow":       {Amber, 5 * time.Minute},
		"disk.errors":     {Amber, once},
		"disk.worn":       {Amber, once},
		"disk.unwritable": {Red, once},

		"requests.damaged":    {Amber, once},
		"requests.unreadable": {Red, once},

		"memory.low":       {Amber, 5 * time.Minute},
		"temperature.warm": {Amber, 5 * time.Minute},
		"temperature.hot":  {Red, twice},

		"starts.often": {Red, once},
		"crash.once":   {Amber, once},
		"crash.often":  {Red, once},

		"content.overdue": {Amber, once},
		"content.refused": {Amber, once},

		"touch.none":   {Amber, twice},
		"touch.dead":   {Red, once}, // in the last touch test, as the two below
		"touch.turned": {Red, once},
		"touch.off":    {Amber, once},
		"touch.gone":   {Red, twice},
		"network.down": {Amber, twice},
	}
}

// kindOf panics on a code that is not listed: that is a slip of ours.
func kindOf(code Code) Kind {
	kind, ok := kinds()[code]
	if !ok {
		panic(fmt.Sprintf("diagnostics: no code %q", code))
	}
	return kind
}

// KindOf returns what is known of a trouble, and whether there is such a one.
func KindOf(code Code) (Kind, bool) {
	kind, ok := kinds()[code]
	return kind, ok
}

// Codes lists the code of every trouble, in alphabetical order.
func Codes() []Code {
	codes := make([]Code, 0, len(kinds()))
	for code := range kinds() {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// longestHidden is how long any trouble may stand before it is shown.
func longestHidden() time.Duration {
	longest := time.Duration(0)
	for _, kind := range kinds() {
		longest = max(longest, kind.Visible)
	}
	return longest
}

func sortConditions(conditions []Condition) { slices.SortStableFunc(conditions, worstFirst) }
