import type { components } from '@soko/client'
import { DataTable, List } from 'react-admin'

import { RowLink } from '../../../ui/RowLink.tsx'
import { countryName } from '../choices.ts'
import { SettingsNav } from '../SettingsNav.tsx'

type Rate = components['schemas']['orders_TaxRateOut']

export default function TaxList() {
  return (
    <>
      <SettingsNav />
      <List<Rate>>
        <DataTable<Rate> rowClick="edit">
          <DataTable.Col<Rate>
            source="country"
            disableSort
            render={({ id, country }) => <RowLink to={`/tax-rates/${id}`}>{countryName(country)}</RowLink>}
          />
          <DataTable.Col source="tax_class" disableSort />
          <DataTable.Col<Rate>
            source="basis_points"
            disableSort
            sx={{ textAlign: 'right' }}
            render={({ basis_points }) => `${basis_points / 100} %`}
          />
        </DataTable>
      </List>
    </>
  )
}
