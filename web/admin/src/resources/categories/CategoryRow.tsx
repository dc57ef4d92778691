import Add from '@mui/icons-material/Add'
import ArrowDownward from '@mui/icons-material/ArrowDownward'
import ArrowUpward from '@mui/icons-material/ArrowUpward'
import DeleteOutline from '@mui/icons-material/DeleteOutline'
import DriveFileMove from '@mui/icons-material/DriveFileMoveOutlined'
import EditOutlined from '@mui/icons-material/EditOutlined'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import Typography from '@mui/material/Typography'
import type { ReactElement } from 'react'
import { useTranslate } from 'react-admin'

import type { Action } from '../../actions/action.ts'
import type { categoryActions } from './actions.tsx'
import type { Category } from './tree.ts'

interface Props {
  readonly category: Category
  readonly depth: number
  readonly mayWrite: boolean
  readonly first: boolean
  readonly last: boolean
  readonly shift: (by: -1 | 1) => void
  readonly actions: ReturnType<typeof categoryActions>
  readonly open: (action: Action) => void
}

export function CategoryRow({ category, depth, mayWrite, first, last, shift, actions, open }: Props) {
  const translate = useTranslate()
  const { name, product_count: count } = category
  const say = (what: string) => translate(`resources.categories.${what}`, { name })
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 1,
        py: 0.5,
        pr: 1,
        pl: { xs: 2 + depth * 2, sm: 2 + depth * 4 },
        listStyle: 'none',
        '&:not(:first-of-type)': { borderTop: '1px solid', borderColor: 'divider' },
      }}
    >
      <Typography sx={{ fontWeight: depth === 0 ? 600 : 400 }}>{name}</Typography>
      <Typography variant="body2" color="textSecondary" sx={{ flexGrow: 1 }}>
        {translate('resources.categories.products', { smart_count: count })}
      </Typography>
      {mayWrite && (
        <Box sx={{ display: 'flex' }}>
          <Tool name={say('up')} disabled={first} press={() => { shift(-1) }}><ArrowUpward /></Tool>
          <Tool name={say('down')} disabled={last} press={() => { shift(1) }}><ArrowDownward /></Tool>
          <Tool name={say('create_below')} press={() => { open(actions.create(category)) }}><Add /></Tool>
          <Tool name={say('rename')} press={() => { open(actions.rename(category)) }}><EditOutlined /></Tool>
          <Tool name={say('move')} press={() => { open(actions.move(category)) }}><DriveFileMove /></Tool>
          <Tool name={say('delete')} press={() => { open(actions.remove(category)) }}><DeleteOutline /></Tool>
        </Box>
      )}
    </Box>
  )
}

interface ToolProps {
  readonly name: string
  readonly disabled?: boolean
  readonly press: () => void
  readonly children: ReactElement
}

function Tool({ name, disabled = false, press, children }: ToolProps) {
  return (
    <Tooltip title={name}>
      <span>
        <IconButton size="small" aria-label={name} disabled={disabled} onClick={press}>
          {children}
        </IconButton>
      </span>
    </Tooltip>
  )
}
