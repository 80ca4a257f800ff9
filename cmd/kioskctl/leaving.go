package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/diemcham/diemcham/store"
)

// leavingRequest says when something of a request is deleted on the kiosk; what is not
// named is gone already, or its term has not begun.
type leavingRequest struct {
	Number string       `json:"number,omitempty"`
	Code   string       `json:"code,omitempty"`
	Status store.Status `json:"status,omitempty"`
	Fields *time.Time   `json:"fields,omitempty"` // the telephone number, and notes of staff
	Rest   *time.Time   `json:"rest,omitempty"`
	File   string       `json:"file,omitempty"` // in place of a request: a file that was damaged
}

// listLeaving shows what the kiosk deletes of its own accord, and when: what the hub
// has.
func listLeaving(env Env, data string, o requestFlags) error {
	reader, err := openRequests(data, env.log())
	if err != nil {
		return err
	}
	defer reader.Close()
	leaving, err := reader.Leaving()
	if err != nil {
		return err
	}
	list := []leavingRequest{}
	for _, l := range leaving {
		r := l.Request
		list = append(list, leavingRequest{
			Number: r.Number, Code: r.Code, Status: r.Status, Fields: unlessZero(l.Sealed), Rest: unlessZero(l.Record),
		})
	}
	damaged, err := reader.Damaged()
	if err != nil {
		return err
	}
	if o.json {
		for _, d := range damaged {
			list = append(list, leavingRequest{File: d.File, Rest: unlessZero(d.Leaves)})
		}
		return printJSON(env.Stdout, list)
	}
	for _, d := range damaged {
		fmt.Fprintf(env.Stdout, "the damaged file %s leaves on %s\n", d.File, d.Leaves.In(vietnam()).Format("2006-01-02 15:04"))
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(env.Stdout, "nothing leaves: the hub has no request that is here")
		return err
	}
	when := func(t *time.Time) string {
		if t == nil {
			return "-"
		}
		return t.In(vietnam()).Format("2006-01-02 15:04")
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tBARCODE\tSTATUS\tNUMBER AND NOTES LEAVE\tTHE REST LEAVES")
	for _, l := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", l.Number, l.Code, l.Status, when(l.Fields), when(l.Rest))
	}
	return table.Flush()
}
