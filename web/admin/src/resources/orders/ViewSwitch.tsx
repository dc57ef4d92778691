import ViewKanban from '@mui/icons-material/ViewKanbanOutlined'
import ViewList from '@mui/icons-material/ViewListOutlined'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'

export type View = 'list' | 'board'

interface Props {
  readonly view: View
  readonly change: (view: View) => void
}

export function ViewSwitch({ view, change }: Props) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={view}
      aria-label="View"
      onChange={(_, chosen: View | null) => {
        if (chosen) change(chosen)
      }}
    >
      <ToggleButton value="list" aria-label="List">
        <ViewList fontSize="small" />
      </ToggleButton>
      <ToggleButton value="board" aria-label="Board">
        <ViewKanban fontSize="small" />
      </ToggleButton>
    </ToggleButtonGroup>
  )
}
