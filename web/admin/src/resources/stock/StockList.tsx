import Chip from '@mui/material/Chip'
import { DataTable, DateField, List, TextInput, useTranslate } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { RowLink } from '../../ui/RowLink.tsx'
import { AdjustButton } from './AdjustButton.tsx'
import { LOW, optionsOf, type StockLevel } from './types.ts'

const NOWRAP = { whiteSpace: 'nowrap' }

const filters = [<TextInput key="sku" source="sku" alwaysOn helperText="resources.stock.sku_hint" />]

/** What lies on the shelves; the API finds one by its SKU. */
export default function StockList() {
  const mayWrite = useMay('stock:write')
  return (
    <List<StockLevel> filters={filters}>
      <DataTable<StockLevel> rowClick="show">
        <DataTable.Col<StockLevel>
          source="sku"
          disableSort
          render={({ id, sku }) => <RowLink to={`/stock/${id}/show`}>{sku}</RowLink>}
        />
        <DataTable.Col source="product_name" disableSort />
        <DataTable.Col<StockLevel> source="options" disableSort render={optionsOf} />
        <DataTable.NumberCol source="on_hand" disableSort />
        <DataTable.NumberCol source="reserved" disableSort />
        <DataTable.Col<StockLevel>
          source="available"
          disableSort
          sx={{ ...NOWRAP, textAlign: 'right' }}
          render={(level) => <Available level={level} />}
        />
        <DataTable.Col source="updated_at" disableSort>
          <DateField source="updated_at" />
        </DataTable.Col>
        {mayWrite && (
          <DataTable.Col label="resources.stock.adjust" disableSort sx={{ '& button': NOWRAP }}>
            <AdjustButton />
          </DataTable.Col>
        )}
      </DataTable>
    </List>
  )
}

export function Available({ level: { available } }: { readonly level: StockLevel }) {
  const translate = useTranslate()
  const words = available <= 0 ? 'out' : 'low'
  return (
    <>
      {available <= LOW && (
        <Chip
          size="small"
          variant="outlined"
          color={available <= 0 ? 'error' : 'warning'}
          label={translate(`resources.stock.${words}`)}
          sx={{ mr: 1 }}
        />
      )}
      {available}
    </>
  )
}
