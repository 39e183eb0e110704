namespace Faultline.Machines.Shop;

/// <summary>
/// What the shop remembers. Whatever cannot be remembered or told now is <see cref="Away"/>; nobody knows then whether
/// what was being written is.
/// </summary>
internal interface IOrders
{
    /// <summary>Puts so many of a thing into a cart.</summary>
    void Put(string cart, string thing, int count);

    /// <summary>
    /// Places the order of this key, of what is in the cart, and notes that it is to be sent to the queue: both or
    /// neither. False when it was placed before, which changes nothing.
    /// </summary>
    bool Place(string key, string? cart);

    /// <summary>The keys of all orders, the oldest first.</summary>
    IReadOnlyList<string> Keys();

    Order? Find(string key);

    /// <summary>
    /// Takes notes of orders that are to be sent, hands them to whoever sends them, and forgets them once he has; when
    /// he throws, they are all still there. Gives how many they were.
    /// </summary>
    int Send(int max, Action<IReadOnlyList<string>> send);

    /// <summary>The order of this key is fulfilled, however often this is said; false when there is none.</summary>
    bool Fulfil(string key);

    /// <summary>Throws when it is away.</summary>
    void Ping();
}

/// <summary>An order as it is shown.</summary>
internal sealed record Order(string Key, DateTime Placed, DateTime? Fulfilled);
