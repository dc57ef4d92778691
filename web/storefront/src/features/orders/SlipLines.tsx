import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money.tsx'
import type { OrderLine } from './queries.ts'

const AMOUNT = 'py-2 pl-3 text-right align-top'

export function SlipLines({ lines }: { readonly lines: readonly OrderLine[] }) {
  const { t } = useTranslation('orders')
  return (
    <table className="w-full border-collapse">
      <thead className="border-b border-line text-sm text-muted">
        <tr>
          <th scope="col" className="py-2 text-left font-medium">{t('slip.item')}</th>
          <th scope="col" className={`${AMOUNT} font-medium`}>{t('slip.quantity')}</th>
          <th scope="col" className={`${AMOUNT} hidden font-medium sm:table-cell print:table-cell`}>{t('slip.price')}</th>
          <th scope="col" className={`${AMOUNT} font-medium`}>{t('slip.amount')}</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {lines.map((line) => (
          <tr key={line.variant_id}>
            <th scope="row" className="py-2 text-left font-normal">
              {line.name}
              <span className="block text-sm text-muted">
                {[...Object.values(line.options), line.sku].join(' · ')}
              </span>
            </th>
            <td className={AMOUNT}>{line.quantity}</td>
            <td className={`${AMOUNT} hidden sm:table-cell print:table-cell`}><Money money={line.unit_price} /></td>
            <td className={AMOUNT}><Money money={line.line_total} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
