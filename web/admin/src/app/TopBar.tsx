import { AppBar, UserMenu, useGetIdentity, type AppBarProps } from 'react-admin'

/** The bar above every page; the user's menu is called what it shows, the user's name. */
export function TopBar(props: AppBarProps) {
  const { identity } = useGetIdentity()
  const menu = <UserMenu label={identity?.fullName ?? 'ra.auth.user_menu'} />
  return <AppBar {...props} userMenu={menu} />
}
