package content

func (l *loader) groups() {
	ids := seen{}
	l.list("groups.toml", "group", 1, maxGroups, func(t *table) {
		group := Group{
			ID:      t.word("id", required, id()),
			Title:   t.text("title", required, line(maxTitle)),
			Summary: t.text("summary", optional, line(maxSummary)),
			Icon:    l.icon(t, required),
		}
		if group.ID == "" || !ids.once(t, "id", group.ID, group.ID, "another group") {
			l.groupsUnsure = true
		}
		l.pack.Groups = append(l.pack.Groups, group)
	})
	if len(l.pack.Groups) == 0 {
		l.groupsUnsure = true
	}
}

func (l *loader) hotlines() {
	ids := seen{}
	l.list("hotlines.toml", "hotline", 1, maxHotlines, func(t *table) {
		hotline := Hotline{
			ID:      t.word("id", required, id()),
			Number:  t.word("number", required, number()),
			Title:   t.text("title", required, line(maxTitle)),
			Free:    t.truth("free", required),
			Source:  t.word("source", required, line(maxSource)),
			Checked: t.day("checked", required),
		}
		hotline.Due = t.due(hotline.Checked)
		if hotline.ID != "" {
			ids.once(t, "id", hotline.ID, hotline.ID, "another hotline")
		}
		l.pack.Hotlines = append(l.pack.Hotlines, hotline)
	})
}

// list reads a file that is one list of tables. If the list may be empty, the
// file may be missing.
func (l *loader) list(file, key string, least, most int, read func(t *table)) {
	if least == 0 && !l.has(file) {
		return
	}
	s := &sheet{file: file}
	if t := l.decode(s); t != nil {
		for _, entry := range t.tables(key, least, most) {
			read(entry)
			entry.close()
		}
		t.close()
	}
	l.report(s)
}
