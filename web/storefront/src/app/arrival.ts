// Whether the visitor came to the page shown by a link within the shop, and has not yet been put at its title.
let arriving = false

export function arrive(): void {
  arriving = true
}

/** True once after each arrival. */
export function takeArrival(): boolean {
  const taken = arriving
  arriving = false
  return taken
}
