// A style sheet is built in as its text, made small.
declare module "*.css" {
  const text: string;
  export default text;
}
