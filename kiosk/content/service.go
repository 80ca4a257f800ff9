package content

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

func (l *loader) services() {
	orders, codes := seen{}, seen{}
	place := map[string]int{}
	l.each("services", func(id string, t *table) {
		service := Service{
			ID:        id,
			Group:     l.group(t),
			Title:     t.text("title", required, line(maxTitle)),
			Summary:   t.text("summary", required, line(maxSummary)),
			Aliases:   t.words("aliases", maxAliases, line(maxAlias)),
			Code:      t.word("code", optional, code()),
			Address:   l.listed(t, "address", t.address("address", required)),
			Need:      t.texts("need", 1, maxNeeds, line(maxNeed)),
			Steps:     t.texts("steps", 3, 6, line(maxLine)),
			Fee:       t.text("fee", optional, line(maxFact)),
			Time:      t.text("time", optional, line(maxFact)),
			Office:    t.text("office", required, line(maxFact)),
			Certainty: certainty(t),
			Source:    t.word("source", required, line(maxSource)),
			Checked:   t.day("checked", required),
		}
		service.Due = t.due(service.Checked)
		service.Shown = shownAddress(t, service.Address)
		if n := t.number("order", 1, maxOrder); n > 0 {
			orders.once(t, "order", n, fmt.Sprintf("%s %d", service.Group, n), t.file)
			place[id] = n
		}
		if service.Code != "" && codes.once(t, "code", service.Code, service.Code, t.file) {
			sameCode(t, service)
		}
		l.pack.Services = append(l.pack.Services, service)
	})
	slices.SortStableFunc(l.pack.Services, func(a, b Service) int {
		return cmp.Or(
			cmp.Compare(l.groupIndex(a.Group), l.groupIndex(b.Group)),
			cmp.Compare(place[a.ID], place[b.ID]))
	})
}

// group reads the group a service stands under.
func (l *loader) group(t *table) string {
	group := t.word("group", required, id())
	if group == "" || l.groupsUnsure || l.groupIndex(group) >= 0 {
		return group
	}
	var ids []string
	for _, g := range l.pack.Groups {
		ids = append(ids, g.ID)
	}
	t.problem("group", group, "one of the groups "+strings.Join(ids, ", "))
	return group
}

func (l *loader) groupIndex(id string) int {
	return slices.IndexFunc(l.pack.Groups, func(g Group) bool { return g.ID == id })
}

func certainty(t *table) Certainty {
	value, _ := t.take("certainty")
	name, _ := value.(string)
	switch c := Certainty(name); c {
	case Official, Recheck:
		return c
	}
	t.problem("certainty", value, `"official" (read in an official page) or "recheck" (read elsewhere: ask the staff)`)
	return ""
}

// sameCode reports an address that searches for another procedure than the
// service's own.
func sameCode(t *table, service Service) {
	address, err := url.Parse(service.Address)
	if err != nil || !address.Query().Has("keyword") {
		return
	}
	if searched := address.Query().Get("keyword"); searched != service.Code {
		t.problem("address", service.Address, "a search for the service's own code, keyword="+service.Code)
	}
}

// shownAddress reads the address in words. It must be how the real address
// begins, so that what people read is where the QR code leads.
func shownAddress(t *table, address string) string {
	text := t.word("shown", required, line(maxTitle))
	if text == "" || address == "" {
		return text
	}
	bare := strings.TrimPrefix(address, "https://")
	host, _, _ := strings.Cut(bare, "/")
	host, _, _ = strings.Cut(host, "?")
	if !strings.HasPrefix(bare, text) || len(text) < len(host) {
		t.problem("shown", text, "how the address begins, without https://, such as "+host)
	}
	return text
}
