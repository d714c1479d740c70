package aggregator

// released stands for a name that is free: no line can have one with a newline.
const released = "\n"

// unused returns a number that no name has.
func (n *names) unused() (id int32) {
	if last := len(n.free) - 1; last >= 0 {
		id, n.free = n.free[last], n.free[:last]
		return id
	}
	n.list = append(n.list, released)
	n.kinds = append(n.kinds, 0)
	n.uses = append(n.uses, 0)
	n.after = append(n.after, 0)
	return int32(len(n.list) - 1)
}

// release forgets the lines from a place on, and the names that no other line has.
func (n *names) release(ls lines, from int) {
	for _, at := range ls.layout[from:ls.len()] {
		id := at.name
		if n.uses[id]--; n.uses[id] == 0 {
			delete(n.index, n.list[id])
			n.bytes -= len(n.list[id])
			n.list[id], n.kinds[id] = released, 0
			n.free = append(n.free, id)
		}
	}
}
