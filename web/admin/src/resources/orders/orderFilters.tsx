import { BooleanInput, DateInput, SearchInput, SelectInput } from 'react-admin'

import { choicesOf } from '../../show/choices.ts'
import { dayFrom, dayUntil, endOf, startOf } from '../../show/days.ts'

import { PAYMENT_STATUSES, STATUSES } from './order.ts'

export const orderFilters = [
  <SearchInput key="q" source="q" alwaysOn placeholder="Number, email or name" />,
  <SelectInput key="status" source="status" alwaysOn choices={choicesOf(STATUSES)} />,
  <SelectInput
    key="payment"
    source="payment_status"
    label="Payment"
    alwaysOn
    choices={choicesOf(PAYMENT_STATUSES)}
  />,
  <DateInput key="from" source="created_from" label="Placed from" parse={startOf} format={dayFrom} />,
  <DateInput key="to" source="created_to" label="Placed until" parse={endOf} format={dayUntil} />,
  <BooleanInput key="archived" source="archived" label="Archived" defaultValue />,
]
