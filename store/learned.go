package store

// Learned is what a learning card says: the lessons done, never who did them.
type Learned struct {
	Card   string   `json:"card"`             // eight letters: the card's number
	Done   []string `json:"done"`             // IDs of lessons
	Skills []string `json:"skills,omitempty"` // the skills reached with them
	Group  string   `json:"group,omitempty"`  // ID of the residential group, if it was named
}
