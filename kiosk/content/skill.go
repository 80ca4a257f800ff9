package content

import "github.com/diemcham/diemcham/kiosk/card"

// Core returns the lessons that make up the set of a skill, in the order shown.
func (p *Pack) Core(skill Skill) (set []Lesson) {
	for _, lesson := range p.Lessons {
		if lesson.Core && lesson.Skill == skill {
			set = append(set, lesson)
		}
	}
	return set
}

// Done returns the lessons that a learning card has, in the order shown. What
// another pack has under the other marks is left out.
func (p *Pack) Done(marks card.Marks) (done []Lesson) {
	for _, lesson := range p.Lessons {
		if marks.Has(lesson.Mark) {
			done = append(done, lesson)
		}
	}
	return done
}

// Missing returns how many lessons of the set of a skill are still to be done; 0
// if it is reached.
func (p *Pack) Missing(skill Skill, marks card.Marks) (n int) {
	for _, lesson := range p.Core(skill) {
		if !marks.Has(lesson.Mark) {
			n++
		}
	}
	return n
}

// Reached returns the skills whose sets are done, in the order of [Skills].
func (p *Pack) Reached(marks card.Marks) (reached []Skill) {
	for _, skill := range Skills() {
		if p.Missing(skill, marks) == 0 {
			reached = append(reached, skill)
		}
	}
	return reached
}
