package content_test

import (
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/content"
)

func TestGroupsFrom(t *testing.T) {
	ward := content.Ward{ResidentialGroups: []content.ResidentialGroup{{ID: "3"}, {ID: "5"}, {ID: "7"}}}
	for id, want := range map[string][]string{
		"":   {"3", "5", "7"},
		"7":  {"7", "3", "5"},
		"3":  {"3", "5", "7"},
		"99": {"3", "5", "7"},
	} {
		var got []string
		for _, g := range ward.GroupsFrom(id) {
			got = append(got, g.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("from %q: %q, want %q", id, got, want)
		}
	}
	if ward.ResidentialGroups[0].ID != "3" {
		t.Error("the ward itself is changed")
	}
}
