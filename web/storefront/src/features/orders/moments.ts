import { useTranslation } from 'react-i18next'

interface Moments {
  readonly day: (instant: string) => string
  /** The time alone when it is today. */
  readonly time: (instant: string) => string
}

/** Instants as people of the visitor's language write them, on the visitor's clock. */
export function useMoments(): Moments {
  const { i18n } = useTranslation()
  const write = (instant: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(i18n.language, options).format(new Date(instant))
  return {
    day: (instant) => write(instant, { dateStyle: 'long' }),
    time: (instant) =>
      write(instant, { ...(isToday(instant) ? {} : { dateStyle: 'medium' }), timeStyle: 'short' }),
  }
}

function isToday(instant: string): boolean {
  return new Date(instant).toDateString() === new Date().toDateString()
}
