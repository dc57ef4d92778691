/** Where the running shop stands, as whoever starts the journeys says. */
export const gateway = origin('SOKO_GATEWAY')
export const simulator = origin('SOKO_SIMULATOR')
export const mailSink = origin('SOKO_MAIL')
export const media = origin('SOKO_MEDIA')

export const chromium = told('SOKO_CHROMIUM')

function told(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set; tests/browser starts the journeys`)
  return value
}

function origin(name: string): string {
  return new URL(told(name)).origin
}
