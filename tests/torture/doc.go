// Package torture tries to make the parts lose, tear or contradict something.
package torture
