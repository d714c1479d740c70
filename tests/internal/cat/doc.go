// Package cat reads pipes as cat does, and judges what came with another parser
// than ours.
package cat
