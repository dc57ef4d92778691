/** How a person chose to pay at checkout; kept until the payment has been started. */
export interface Choice {
  readonly provider: string
  readonly phone_number?: string
}

const CHOICE = 'soko.pay.'
const NUMBER = 'soko.payer'

export function keepChoice(orderId: string, choice: Choice): void {
  sessionStorage.setItem(CHOICE + orderId, JSON.stringify(choice))
}

export function keptChoice(orderId: string): Choice | undefined {
  const text = sessionStorage.getItem(CHOICE + orderId)
  return text === null ? undefined : (JSON.parse(text) as Choice)
}

export function dropChoice(orderId: string): void {
  sessionStorage.removeItem(CHOICE + orderId)
}

/** The number that was prompted last in this tab: the API shows it only in part. */
export function keepNumber(number: string): void {
  sessionStorage.setItem(NUMBER, number)
}

export function keptNumber(): string | undefined {
  return sessionStorage.getItem(NUMBER) ?? undefined
}
