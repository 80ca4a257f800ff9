package ipp

import (
	"context"
	"slices"

	"github.com/OpenPrinting/goipp"
)

// Queues lists the queues of the CUPS on this machine by their names, as they stand
// after "cups:" in an address; of the profile it heeds where CUPS is and how long an
// answer may take.
func Queues(ctx context.Context, p Profile) ([]string, error) {
	at, err := newPlace("cups:all", p)
	if err != nil {
		return nil, err
	}
	at.uri, at.url = "ipp://localhost/", "http://localhost/"
	answer, err := at.ask(ctx, goipp.OpCupsGetPrinters, nil,
		goipp.MakeAttribute("requested-attributes", goipp.TagKeyword, goipp.String("printer-name")))
	if unknown(err) {
		return nil, nil // that is how it says that there are none
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, group := range answer.Groups {
		if name := text(group.Attrs, "printer-name"); queueName.MatchString(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
