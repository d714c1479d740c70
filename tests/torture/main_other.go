//go:build !linux

package main

import "fmt"

func main() { fmt.Println("what is promised about pipes is promised on Linux") }
