package visit

// local is the way to what the ward itself tells its residents.
func local(s State, e Event) State {
	to := func(on Screen, place Place) State {
		return only(s, on, func(s State) State { return s.forward(place) })
	}
	switch e := e.(type) {
	case ClassesChosen:
		return to(Home, Place{Screen: Classes})
	case NewsChosen:
		return to(Classes, Place{Screen: News})
	case AnnouncementChosen:
		return to(News, Place{Screen: Announcement, Announcement: e.ID})
	case ConnectChosen:
		return to(Home, Place{Screen: Connect})
	case WiFiChosen:
		return to(Connect, Place{Screen: WiFi})
	case ResidentialGroupChosen:
		return to(Connect, Place{Screen: ZaloGroup, ResidentialGroup: e.ID})
	}
	return s
}
