import Box from '@mui/material/Box'
import { CreateButton, DataTable, Link, TopToolbar } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { PagedList } from '../../show/PagedList.tsx'

import { summary, type Role } from './role.ts'

const Column = DataTable.Col<Role>

/** Roles: named sets of permissions. */
export default function RoleList() {
  return (
    <PagedList perPage={100} pagination={false} actions={<Tools />}>
      <DataTable bulkActionButtons={false} rowClick="edit">
        <Column label="Role" render={({ id, name }) => <Link to={`/roles/${id}`}>{name}</Link>} />
        <Column label="May" render={({ permissions }) => <Summary of={permissions} />} />
        <Column
          label="Kind"
          render={({ protected: isProtected }) => (isProtected ? 'The shop’s own' : 'Yours')}
        />
      </DataTable>
    </PagedList>
  )
}

function Summary({ of }: { readonly of: readonly string[] }) {
  const lines = summary(of)
  if (lines.length === 0) return 'Only what every customer may'
  return (
    <Box component="ul" sx={{ m: 0, pl: 2 }}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </Box>
  )
}

function Tools() {
  const mayCreate = useMay('roles:write')
  return <TopToolbar>{mayCreate && <CreateButton />}</TopToolbar>
}
