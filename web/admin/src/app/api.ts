import { Session, openApi } from '@soko/client'

/** Who is signed in: the access token stays in memory, the refresh token in a cookie. */
export const session = new Session()

/** Typed calls to the public API; each throws `Problem` when refused. */
export const api = openApi(session)
