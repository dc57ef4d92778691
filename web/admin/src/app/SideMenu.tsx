import type { Theme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import { Sidebar, useTranslate, type SidebarProps } from 'react-admin'

/** On a phone it opens as a dialog over the page, and a dialog needs a name; beside the page it is none. */
export function SideMenu(props: SidebarProps) {
  const translate = useTranslate()
  const isOver = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  const name = isOver ? { slotProps: { paper: { 'aria-label': translate('frame.menu') } } } : {}
  return <Sidebar {...props} {...name} />
}
