using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Faultline.Machines;

/// <summary>
/// The program of the built-in image <c>faultline/web</c>, which an instance runs as a process of its own. It loads
/// neither Kestrel nor JSON nor the commands, so that it listens as soon as the runtime is there.
/// </summary>
internal static class MachineWeb
{
    public const string Name = "machine-web";

    private const int Failed = 1;
    private const int Misused = 2;
    private const int Backlog = 512;
    private const int OtherPort = 8080;

    public static int Run()
    {
        var settings = WebSettings.Read(Environment.GetEnvironmentVariable, out var wrong);
        if (wrong.Count > 0)
        {
            foreach (var problem in wrong)
            {
                Say.Error($"faultline/web: {problem}");
            }

            return Misused;
        }

        using var socket = Listen(settings);
        if (socket is null)
        {
            return Failed;
        }

        var server = new WebServer(socket, new WebPages(settings, Edge.Clock), settings.LogsRequests);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            server.Stop();
        });
        Say.Line($"faultline/web listens at http://{socket.LocalEndPoint}");
        server.Run();
        return 0;
    }

    private static Socket? Listen(WebSettings settings)
    {
        try
        {
            return Listen(settings.Address, settings.Port ?? WebSettings.UsualPort);
        }
        catch (SocketException refused)
            when (refused.SocketErrorCode == SocketError.AccessDenied && settings.Port is null)
        {
            return Try(settings.Address, OtherPort);
        }
        catch (SocketException refused)
        {
            return Refuse(settings.Address, settings.Port ?? WebSettings.UsualPort, refused);
        }
    }

    private static Socket? Try(IPAddress address, int port)
    {
        try
        {
            return Listen(address, port);
        }
        catch (SocketException refused)
        {
            return Refuse(address, port, refused);
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

    private static Socket? Refuse(IPAddress address, int port, SocketException refused)
    {
        var help = refused.SocketErrorCode switch
        {
            SocketError.AccessDenied => "Set PORT to one above 1023.",
            SocketError.AddressAlreadyInUse => "Set PORT to another, or end the program that has it.",
            SocketError.AddressNotAvailable => "Set FAULTLINE_ADDRESS to an address of this machine.",
            _ => "Set FAULTLINE_ADDRESS and PORT.",
        };
        Say.Error($"faultline/web: cannot listen at {address} port {port}: {refused.Message}. {help}");
        return null;
    }
}
