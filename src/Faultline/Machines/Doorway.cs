using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Faultline.Machines;

/// <summary>Where a program of an image listens, and that it ends in good order.</summary>
internal static class Doorway
{
    public const int UsualPort = 80;

    private const int Backlog = 512;
    private const int OtherPort = 8080;

    /// <summary>
    /// Listens where it was told to, at port 80 unless a port was given, or at 8080 where that one is forbidden. Null
    /// when it cannot, which it has said then.
    /// </summary>
    public static Socket? Open(string program, IPAddress address, int? port)
    {
        try
        {
            return Listen(address, port ?? UsualPort);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied && port is null)
        {
            return Try(program, address, OtherPort);
        }
        catch (SocketException refused)
        {
            return Refuse(program, address, port ?? UsualPort, refused);
        }
    }

    /// <summary>Answers until the process is told to end.</summary>
    public static void Serve(string program, Socket socket, IPages pages, bool logsRequests)
    {
        var server = new WebServer(socket, pages, logsRequests);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            server.Stop();
        });
        Say.Line($"{program} listens at http://{socket.LocalEndPoint}");
        server.Run();
    }

    private static Socket? Try(string program, IPAddress address, int port)
    {
        try
        {
            return Listen(address, port);
        }
        catch (SocketException refused)
        {
            return Refuse(program, address, port, refused);
        }
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket? Refuse(string program, IPAddress address, int port, SocketException refused)
    {
        var help = refused.SocketErrorCode switch
        {
            SocketError.AccessDenied => "Set PORT to one above 1023.",
            SocketError.AddressAlreadyInUse => "Set PORT to another, or end the program that has it.",
            SocketError.AddressNotAvailable => "Set FAULTLINE_ADDRESS to an address of this machine.",
            _ => "Set FAULTLINE_ADDRESS and PORT.",
        };
        Say.Error($"{program}: cannot listen at {address} port {port}: {refused.Message}. {help}");
        return null;
    }
}
