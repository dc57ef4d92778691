import { formatMoney, type Money as Amount } from '@soko/client'
import { useTranslation } from 'react-i18next'

export function Money({ money }: { readonly money: Amount }) {
  const { i18n } = useTranslation()
  return <span className="whitespace-nowrap tabular-nums">{formatMoney(money, i18n.language)}</span>
}
