import { CreateButton, FilterButton, List, Title, TopToolbar, useStore } from 'react-admin'

import { useMay } from '../../app/may.ts'

import { OrderBoard } from './OrderBoard.tsx'
import { orderFilters } from './orderFilters.tsx'
import { OrderTable } from './OrderTable.tsx'
import { ViewSwitch, type View } from './ViewSwitch.tsx'

const EVERY = 10_000
const NEWEST_FIRST = { field: 'created_at', order: 'DESC' } as const

/** Orders as a list, or as a board of what there is to do. */
export default function OrderList() {
  const [view, setView] = useStore<View>('orders.view', 'list')
  const tools = <Tools view={view} change={setView} />
  if (view === 'board') {
    return (
      <>
        <Title title="Orders" />
        {tools}
        <OrderBoard />
      </>
    )
  }
  return (
    <List
      filters={orderFilters}
      sort={NEWEST_FIRST}
      perPage={25}
      exporter={false}
      empty={false}
      queryOptions={{ refetchInterval: EVERY }}
      actions={tools}
    >
      <OrderTable />
    </List>
  )
}

interface ToolsProps {
  readonly view: View
  readonly change: (view: View) => void
}

function Tools({ view, change }: ToolsProps) {
  const mayCreate = useMay('orders:write')
  return (
    <TopToolbar sx={{ alignItems: 'center' }}>
      <ViewSwitch view={view} change={change} />
      {view === 'list' && <FilterButton />}
      {mayCreate && <CreateButton label="New order" />}
    </TopToolbar>
  )
}
