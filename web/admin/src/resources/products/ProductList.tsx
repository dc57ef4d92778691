import Box from '@mui/material/Box'
import { formatMoney } from '@soko/client'
import {
  BooleanField,
  DataTable,
  DateField,
  List,
  NullableBooleanInput,
  SearchInput,
  SelectInput,
  useRecordContext,
  useTranslate,
} from 'react-admin'

import { RowLink } from '../../ui/RowLink.tsx'
import { CategoryInput } from './CategoryInput.tsx'
import { StatusChip } from './StatusChip.tsx'
import { STATUSES, type ProductItem } from './types.ts'

const statuses = STATUSES.map((id) => ({ id, name: `resources.products.status.${id}` }))

const filters = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput key="status" source="status" choices={statuses} alwaysOn />,
  <CategoryInput key="category" source="category" label="resources.products.fields.category.id" alwaysOn />,
  <NullableBooleanInput key="in_stock" source="in_stock" />,
  <NullableBooleanInput key="featured" source="featured" />,
]

export default function ProductList() {
  return (
    <List<ProductItem> filters={filters} sort={{ field: 'created_at', order: 'DESC' }}>
      <DataTable<ProductItem> rowClick="edit">
        <DataTable.Col source="picture" disableSort>
          <Thumbnail />
        </DataTable.Col>
        <DataTable.Col<ProductItem>
          source="name"
          render={({ id, name }) => <RowLink to={`/products/${id}`}>{name}</RowLink>}
        />
        <DataTable.Col source="category.name" disableSort />
        <DataTable.Col<ProductItem>
          source="status"
          disableSort
          render={({ status }) => <StatusChip status={status} />}
        />
        <DataTable.Col<ProductItem>
          source="price"
          sx={{ textAlign: 'right', whiteSpace: 'nowrap' }}
          render={({ price }) => price && formatMoney(price, 'en')}
        />
        <DataTable.Col source="available_quantity" disableSort sx={{ textAlign: 'right' }} />
        <DataTable.Col source="featured" disableSort>
          <BooleanField source="featured" />
        </DataTable.Col>
        <DataTable.Col source="created_at">
          <DateField source="created_at" />
        </DataTable.Col>
      </DataTable>
    </List>
  )
}

function Thumbnail() {
  const translate = useTranslate()
  const product = useRecordContext<ProductItem>()
  const picture = product?.images[0]
  const small = picture?.sizes.toSorted((one, other) => one.width - other.width)[0]
  const frame = { width: 48, height: 48, borderRadius: 1, display: 'block', bgcolor: 'action.hover' }
  if (!picture) return <Box sx={frame} role="img" aria-label={translate('resources.products.pictures.none')} />
  return (
    <Box
      component="img"
      src={small?.url ?? picture.url}
      alt=""
      width={48}
      height={48}
      loading="lazy"
      sx={{ ...frame, objectFit: 'cover' }}
    />
  )
}
