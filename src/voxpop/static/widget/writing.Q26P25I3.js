function o(t){}export{o as attend};
