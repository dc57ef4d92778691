import { formatMoney, type components } from '@soko/client'
import { BooleanField, DataTable, List, useTranslate } from 'react-admin'

import { RowLink } from '../../../ui/RowLink.tsx'
import { countryName } from '../choices.ts'
import { SettingsNav } from '../SettingsNav.tsx'

type Method = components['schemas']['orders_ShippingMethodOut']

export default function ShippingList() {
  const translate = useTranslate()
  return (
    <>
      <SettingsNav />
      <List<Method>>
        <DataTable<Method> rowClick="edit">
          <DataTable.Col source="code" disableSort />
          <DataTable.Col<Method>
            source="name"
            disableSort
            render={({ id, name }) => <RowLink to={`/shipping-methods/${id}`}>{name}</RowLink>}
          />
          <DataTable.Col<Method>
            source="prices"
            disableSort
            render={({ prices }) => prices.map((price) => formatMoney(price, 'en')).join(', ')}
          />
          <DataTable.Col<Method>
            source="countries"
            disableSort
            render={({ countries }) =>
              countries.map(countryName).join(', ') || translate('resources.shipping-methods.everywhere')
            }
          />
          <DataTable.Col<Method>
            source="days"
            disableSort
            render={({ min_days, max_days }) => (min_days === max_days ? min_days : `${min_days}–${max_days}`)}
          />
          <DataTable.Col source="active" disableSort>
            <BooleanField source="active" />
          </DataTable.Col>
        </DataTable>
      </List>
    </>
  )
}
