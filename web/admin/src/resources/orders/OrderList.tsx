import { AccessDenied, CreateButton, FilterButton, Title, TopToolbar, useStore } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { PagedList } from '../../show/PagedList.tsx'

import { OrderBoard } from './OrderBoard.tsx'
import { orderFilters } from './orderFilters.tsx'
import { OrderTable } from './OrderTable.tsx'
import { ViewSwitch, type View } from './ViewSwitch.tsx'

const NEWEST_FIRST = { field: 'created_at', order: 'DESC' } as const

/** Orders as a list, or as a board of what there is to do. */
export default function OrderList() {
  const mayRead = useMay('orders:read')
  const [view, setView] = useStore<View>('orders.view', 'list')
  if (!mayRead) return <AccessDenied />
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
    <PagedList
      filters={orderFilters}
      sort={NEWEST_FIRST}
      actions={tools}
    >
      <OrderTable />
    </PagedList>
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
