import { AppBar, UserMenu, useGetIdentity, useTranslate, type AppBarProps } from 'react-admin'

export function TopBar(props: AppBarProps) {
  return <AppBar {...props} userMenu={<OwnMenu />} />
}

/** Is called as it is written: whoever speaks to the page says the name that stands there. */
function OwnMenu() {
  const translate = useTranslate()
  const { identity } = useGetIdentity()
  const profile = translate('ra.auth.user_menu')
  return <UserMenu label={identity?.fullName ? `${profile}: ${identity.fullName}` : profile} />
}
